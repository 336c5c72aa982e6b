"""Build the documentation with Sphinx and MyST: plain Markdown, no theme to fetch."""

from importlib.metadata import version as installed

project = "casemgr"
author = "The casemgr developers"
release = installed("casemgr")
version = release
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_show_copyright = False
myst_heading_anchors = 3
