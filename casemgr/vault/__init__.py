"""The only code that touches a key: byte formats, key derivations, the signed directory, server keys.

Nothing is imported here: `import casemgr` must stay cheap. The formats are published ones (HPKE with X-Wing,
C2SP chunked encryption, Argon2id, HKDF, Ed25519) and are written down, with vectors, in `docs/spec/`.
"""
