"""``reconciler state``"""

import click

from reconciler.cli.family import Family
from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb

command = Family("state", help="The state as a thing: where it is kept, the vendor's people in it.")
vendor = Family("vendor", help="The vendor's people, who may act before any contract names them.")
command.add_command(vendor)


@verb(
    "add",
    example="reconciler state vendor add avery@vendor.example --role csam --name 'Avery Hill'",
    exits=READS_THE_STATE,
    formats=(),
)
@click.argument("address")
@option("--role", type=click.Choice(["csam", "coordinator"]), default="csam", help="What they are (default: csam).")
@option("--name", metavar="NAME", help="How they are called.")
@click.pass_context
def add(context: click.Context, address: str, role: str, name: str | None) -> int:
    """Let somebody of the vendor act for every customer of this state: create workspaces, add benefits, activate.

    The state is made where there is none yet.
    """
    from reconciler.kinds.vendor import VendorRole  # start-up time
    from reconciler.reporting.receipt import created_text
    from reconciler.workflows.vendor import add_vendor

    session = Session.of(context)
    kept = add_vendor(address, VendorRole(role), name, session.state(), session.world())
    if kept.created:
        session.say(created_text(session.look.safe(kept.created), session.look.safe(kept.place.as_written())))
    done = "is" if kept.changed else "was already"
    session.say(session.look.safe(f"{kept.person.address} {done} {kept.person.role.value} of this state.") + "\n")
    return 0


@verb("list", example="reconciler state vendor list", exits=READS_THE_STATE, formats=("text", "json", "csv"))
@click.pass_context
def list_people(context: click.Context) -> int:
    """List the vendor's people of this state. Those whom a contract names are in it without being listed here."""
    from reconciler.reporting.vendor import vendor_csv, vendor_json, vendor_text  # start-up time
    from reconciler.workflows.vendor import vendor_people

    session = Session.of(context)
    people = vendor_people(session.state())
    match session.globals.format:
        case "json":
            session.put(vendor_json(people))
        case "csv":
            session.put(vendor_csv(people))
        case _:
            session.put(vendor_text(people, session.shown))
    return 0


@verb("remove", example="reconciler state vendor remove avery@vendor.example", exits=READS_THE_STATE, formats=())
@click.argument("address")
@click.pass_context
def remove(context: click.Context, address: str) -> int:
    """Take somebody out again. Whom a contract names stays the vendor's all the same."""
    from reconciler.workflows.vendor import remove_vendor  # start-up time

    session = Session.of(context)
    kept = remove_vendor(address, session.state(), session.world())
    session.say(session.look.safe(f"{kept.person.address} is {kept.person.role.value} of this state no more.") + "\n")
    return 0


@verb(
    "migrate",
    example="reconciler state migrate .reconciler/state.db --state hub.json",
    exits=READS_THE_STATE,
    formats=(),
)
@click.argument("url")
@click.pass_context
def migrate(context: click.Context, url: str) -> int:
    """Make the state another kind of store, or put it in another place: JSON to SQLite and back.

    The new state has the same lineage, journal, people and messages that wait. It is read again and compared before it
    is there, and never takes the place of something. The old one stays as it is.
    """
    from reconciler.reporting.migrated import migrated_text  # start-up time
    from reconciler.workflows.migrate import migrate

    session = Session.of(context)
    done = migrate(url, session.state(), session.world())
    session.talk(migrated_text(done, session.look))
    return 0


command.add_command(migrate)
for each in (add, list_people, remove):
    vendor.add_command(each)
