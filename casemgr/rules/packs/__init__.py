"""Rule packs shipped with the package, one TOML file each."""
