"""Clean copies of files: without author, place, device, times, comments, scripts, thumbnails or hidden
data."""

from anonymizer.files.api import clean_file as clean_file
from anonymizer.files.errors import Reason as Reason
from anonymizer.files.errors import UncleanableFileError as UncleanableFileError
from anonymizer.files.results import DEFAULT_LIMITS as DEFAULT_LIMITS
from anonymizer.files.results import CleanCopy as CleanCopy
from anonymizer.files.results import Cleaned as Cleaned
from anonymizer.files.results import Kind as Kind
from anonymizer.files.results import Limits as Limits
from anonymizer.files.results import Notice as Notice
from anonymizer.files.results import Removal as Removal
from anonymizer.files.results import Trait as Trait
