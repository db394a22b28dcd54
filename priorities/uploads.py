"""How files come in."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from priorities.files import LARGEST


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes to a temporary file as much as may be kept, and only counts the rest.

    So a file that is too large fills no disk, and yet is read to its end: its form is answered with what is wrong,
    instead of a connection that breaks off.
    """

    def receive_data_chunk(self, raw_data, start):
        if start <= LARGEST:
            super().receive_data_chunk(raw_data, start)
