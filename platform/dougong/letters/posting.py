"""A letter, drawn and handed to the mail backend of the installation."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told. link: what it is about, under the words `deed`. closing: what to do otherwise."""

    subject: str
    greeting: str
    lines: tuple[str, ...]
    deed: str
    link: str
    closing: str


def post(letter: Letter, to: str) -> None:
    """Send a letter, as text and as HTML. Raises what the mail backend raises when it is not taken."""
    subject = " ".join(letter.subject.split())  # no line may be put into the head of a letter
    message = EmailMultiAlternatives(subject, render_to_string("letters/letter.txt", {"letter": letter}), to=[to])
    message.attach_alternative(render_to_string("letters/letter.html", {"letter": letter}), "text/html")
    message.send()
