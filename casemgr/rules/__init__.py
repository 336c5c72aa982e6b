"""The rules of case handling: pure functions over plain values, standard library only.

Nothing here reads a database, a key, a request or a clock. `now`, `on` and every row come in as arguments.
Import the module you need, for example `from casemgr.rules.workflow import Status`; this package itself
imports nothing, so that `import casemgr.rules` costs nothing.
"""
