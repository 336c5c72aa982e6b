"""Teams."""

from flask.typing import ResponseReturnValue

from .frame import ConsoleView, page
from .language import _
from .policy import SIGNED_IN


class PeopleView(ConsoleView):
    def bar_label(self) -> str:
        return _("Tim")

    @page("/", SIGNED_IN)
    def index(self) -> ResponseReturnValue:
        return ""
