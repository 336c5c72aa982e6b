"""Door 1: everything a reporter can do. It can seal; it opens only with a receipt.

Key derivation, seals and the vault's commit come before the first statement on the host's session, so that
the write lock is held for the row inserts only. Nothing here records that a reporter came, read, or from
where.
"""

from casemgr.files import FileReceiver as FileReceiver
from casemgr.files import FileView as FileView
from casemgr.files import SealedFile as SealedFile
from casemgr.files import SealedReader as SealedReader
from casemgr.intake.base import open_attachment as open_attachment
from casemgr.intake.drafts import Drafts
from casemgr.intake.places import body_place as body_place
from casemgr.intake.places import content_place as content_place
from casemgr.intake.places import messages_of as messages_of
from casemgr.intake.places import next_message_number as next_message_number
from casemgr.intake.replying import Replying
from casemgr.intake.sending import Sending as Sending
from casemgr.intake.submitting import Submitting
from casemgr.intake.views import Derivation as Derivation
from casemgr.intake.views import DisclosureNotice as DisclosureNotice
from casemgr.intake.views import DraftKey as DraftKey
from casemgr.intake.views import IssuedCode as IssuedCode
from casemgr.intake.views import MessageView as MessageView
from casemgr.intake.views import Receipt as Receipt
from casemgr.intake.views import ReporterView as ReporterView
from casemgr.submissions import Demand as Demand
from casemgr.submissions import Identity as Identity
from casemgr.submissions import Submission as Submission


class Intake(Drafts, Submitting, Replying):
    """The reporter's door on one session. Nothing is committed here; the host does that."""
