"""What is kept: typed tables, the selects over them, the trail, and the sealed files.

The host owns engine, session and commit; this layer adds columns, constraints and reads. It never opens
sealed bytes: a column whose comment says ``sealed`` holds what :mod:`casemgr.vault` made, under the key the
comment names.
"""
