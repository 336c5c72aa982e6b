"""Zip containers: tell Office Open XML, OpenDocument and others apart."""

from __future__ import annotations

from anonymizer.files.archive import Archive
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.odf import clean_open_document
from anonymizer.files.ooxml import clean_open_xml
from anonymizer.files.results import Kind


def clean_office(job: Job) -> Kind:
    """Clean the office file in `job`; raises UncleanableFileError (unsupported_format) for any other zip."""
    archive = Archive(job)
    job.upright = False
    if "[Content_Types].xml" in archive:
        kind = clean_open_xml(archive, job)
    elif "mimetype" in archive and "content.xml" in archive:
        kind = clean_open_document(archive, job)
    else:
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    return kind
