"""What a run of ``deliver`` did: for people and for programs."""

from collections.abc import Iterator

from reconciler.reporting.delivered import Delivered, Waiting
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import counted, number, paragraph, wrapped

_NAMED = 20
_KINDS = {
    "invitation": ("invitation", "invitations"),
    "reminder": ("reminder", "reminders"),
    "restoration": ("notice of access given back", "notices of access given back"),
    "ending": ("notice of a last day", "notices of a last day"),
}


def delivery_text(done: Delivered, look: Look) -> Iterator[str]:
    """What did not leave comes first; then what left, and what waits for its day."""
    yield from not_delivered_text(done, look)
    yield from delivered_text(done, look)


def not_delivered_text(done: Delivered, look: Look) -> Iterator[str]:
    """What somebody has to know of."""
    for line in _left(done):
        for piece in wrapped(look.safe(line), look.width, rest="  "):
            yield look.painted(Shade.DANGER, piece) + "\n"


def delivered_text(done: Delivered, look: Look) -> Iterator[str]:
    for line in _gone(done):
        yield from paragraph(line, look, rest="  ")


def delivery_json(done: Delivered) -> Iterator[str]:
    return document(
        format_version=FORMAT_VERSION,
        kind="delivery",
        place=done.place,
        key=done.key,
        mails=done.mails,
        messages=dict(sorted(done.messages.items())),
        bounced=array(map(_waiting, done.bounced)),
        put_off=array(map(_waiting, done.put_off)),
        on_hold=array(for_json({"customer": c, "messages": n}) for c, n in done.on_hold.items()),
        lapsed=done.lapsed,
        later={"messages": done.later, "next": done.next_day.isoformat() if done.next_day else None},
        stopped=done.down.what if done.down is not None else None,
        damaged=array(for_json({"customer": c, "said": fault.what}) for c, fault in done.damaged.items()),
    )


def _waiting(each: Waiting) -> str:
    return for_json({"customer": each.customer, "person": each.person, "said": each.said})


def _left(done: Delivered) -> Iterator[str]:
    for words, some in (("cannot be reached, recorded as bounced", done.bounced), ("put off", done.put_off)):
        for each in some[:_NAMED]:
            yield f"{each.customer}: {each.person} {words}: {each.said}"
        if len(some) > _NAMED:
            yield f"and {number(len(some) - _NAMED)} more {words}"
    if done.again is not None:
        yield f"What was put off is tried again from {done.again:%Y-%m-%d %H:%M} UTC on: reconciler deliver"
    for customer, messages in done.on_hold.items():
        waits = "waits" if messages == 1 else "wait"
        yield f"{customer}: {counted(messages, 'message')} {waits}: no contract is live. What follows: reconciler plan"
    if done.lapsed:
        ended, ask = ("it was", "it") if done.lapsed == 1 else ("they were", "them")
        yield (
            f"{counted(done.lapsed, 'invitation')} ended before {ended} sent: reconciler plan asks again, "
            f"or lists {ask} as needing a decision."
        )


def _gone(done: Delivered) -> Iterator[str]:
    if done.mails:
        said = [counted(n, *_KINDS[kind]) for kind in _KINDS if (n := done.messages.get(kind, 0))]
        yield f"Sent to {done.place}: {counted(done.mails, 'mail')} with {', '.join(said)}."
    elif done.down is None and not done.damaged:
        yield "Nothing was to be sent." if not (done.put_off or done.on_hold) else "Nothing could be sent yet."
    if done.later:
        yield f"{counted(done.later, 'message')} later, the next on {done.next_day}."
