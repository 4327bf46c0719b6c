"""Web push against an endpoint on this machine that does what a browser does: it decrypts (RFC 8291)."""

import base64
import json
from collections.abc import AsyncIterator, Iterator

import http_ece
import msgspec
import pytest
from py_vapid import Vapid02

from config.settings import Settings
from forum.notices import actions, push, queries
from forum.notices.kinds import Group, Kind, Pace, Way
from forum.notices.models import Notice, PushSubscription
from hub import db, jobs
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.errors import BadInput
from tests.conftest import Clock
from tests.doubles.push_service import Browser, Service, plain, serving
from tests.forum.notices.conftest import Inbox, person

LETTER = "/letters/k3Jx_letters_public_id"


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.fixture
async def browser(
    service: Service, inbox: Inbox, database: Settings, citizen: Actor
) -> AsyncIterator[Browser]:
    """The citizen's browser, subscribed; this service is a known one."""
    push.configure(
        msgspec.structs.replace(
            database, push=msgspec.structs.replace(database.push, services=(service.origin,))
        )
    )
    made = Browser()
    await subscribe(citizen, service, made)
    await actions.choose(citizen, {(Group.letters, Way.mail): Pace.never})
    yield made
    push.configure(database)


async def subscribe(who: Actor, service: Service, browser: Browser, path: str = "/send/1") -> None:
    await actions.subscribe(
        who, service.origin + path, browser.p256dh, plain(browser.auth), "Chrome på Android"
    )


async def tell(who: Actor, kind: Kind = Kind.letter_answered) -> None:
    async with db.transaction():
        await actions.tell([who.person_id or 0], kind, LETTER)
    await jobs.run_due()


async def test_a_push_says_a_fixed_sentence_that_only_this_browser_can_read(
    browser: Browser, service: Service, citizen: Actor
) -> None:
    await tell(citizen)
    ((path, headers, body),) = service.handed
    assert path == "/send/1"
    assert browser.read(body) == {
        "title": "Det Digitale Sundhedscenter",
        "body": "Der er svar på et brev.",
        "path": f"/notices/{(await Notice.get()).public_id}",
    }
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["ttl"] == str(push.LASTS)
    assert headers["urgency"] == "normal"
    with pytest.raises(http_ece.ECEException):
        Browser().read(body)


async def test_the_hub_shows_who_it_is_with_the_key_that_browsers_subscribed_with(
    browser: Browser, service: Service, citizen: Actor
) -> None:
    """RFC 8292: a JWT for this service, signed by the key told to the browser."""
    await tell(citizen)
    authorization = service.handed[0][1]["authorization"]
    scheme, _, rest = authorization.partition(" ")
    told = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    assert told["k"] == queries.push_key()
    assert Vapid02.verify(authorization)
    claims = json.loads(base64.urlsafe_b64decode(told["t"].split(".")[1] + "=="))
    assert claims["aud"] == service.origin
    assert claims["sub"] == "mailto:ingen-svar@sundhedshub.invalid"


async def test_the_key_is_made_once_for_its_owner_alone(browser: Browser, database: Settings) -> None:
    file = database.data.path / "vapid.pem"
    first = queries.push_key()
    assert queries.push_key() == first
    assert len(base64.urlsafe_b64decode(first + "=")) == 65
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_deleted(
    browser: Browser, service: Service, citizen: Actor, status: int
) -> None:
    service.status = status
    await tell(citizen)
    assert await queries.browsers(citizen) == []
    assert await jobs.Job.filter(kind="notice_push", done_at=None).count() == 0


@pytest.mark.parametrize("status", [307, 429, 500])
async def test_one_that_does_not_take_it_now_is_tried_again_and_no_redirect_is_followed(
    browser: Browser, service: Service, citizen: Actor, frozen_clock: Clock, status: int
) -> None:
    service.status = status
    await tell(citizen)
    assert [path for path, _, _ in service.handed] == ["/send/1"]
    service.status = 201
    frozen_clock.forward(minutes=2)
    await jobs.run_due()
    assert [path for path, _, _ in service.handed] == ["/send/1"] * 2
    assert len(await queries.browsers(citizen)) == 1


async def test_an_emergency_is_urgent(browser: Browser, service: Service, citizen: Actor) -> None:
    await tell(citizen, Kind.emergency_alert)
    assert service.handed[0][1]["urgency"] == "high"


async def test_never_means_never(browser: Browser, service: Service, citizen: Actor) -> None:
    await actions.choose(citizen, {(Group.letters, Way.push): Pace.never})
    await tell(citizen)
    assert service.handed == []


async def test_nobody_is_pushed_to_after_the_account_was_closed(
    browser: Browser, service: Service, citizen: Actor
) -> None:
    async with db.transaction():
        await actions.tell([citizen.person_id or 0], Kind.letter_answered, LETTER)
    await Person.filter(id=citizen.person_id).update(active=False)
    await jobs.run_due()
    assert service.handed == []


async def test_a_browser_belongs_to_whoever_subscribed_last(
    browser: Browser, service: Service, citizen: Actor
) -> None:
    """Two people at one tablet: the second one's subscription takes over, and nobody reads the other's."""
    other = await person("Ove Vang", Role.citizen)
    await subscribe(other, service, browser)
    await tell(citizen)
    assert service.handed == []
    assert len(await queries.browsers(other)) == 1


async def test_one_person_has_at_most_ten_browsers(
    browser: Browser, service: Service, citizen: Actor
) -> None:
    for number in range(2, 14):
        await subscribe(citizen, service, browser, f"/send/{number}")
    kept = {row.endpoint.rpartition("/")[2] for row in await PushSubscription.all()}
    assert kept == {str(number) for number in range(4, 14)}


async def test_a_browser_is_taken_off_by_its_owner_only(browser: Browser, citizen: Actor) -> None:
    other = await person("Ove Vang", Role.citizen)
    (view,) = await queries.browsers(citizen)
    assert view.device == "Chrome på Android"
    await actions.unsubscribe(other, view.public_id)
    assert len(await queries.browsers(citizen)) == 1
    await actions.unsubscribe(citizen, view.public_id)
    assert await queries.browsers(citizen) == []


GOOD = Browser()


@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth"),
    [
        ("http://169.254.169.254/latest", GOOD.p256dh, plain(GOOD.auth)),
        ("https://fcm.googleapis.com.evil.example/x", GOOD.p256dh, plain(GOOD.auth)),
        ("https://fcm.googleapis.com@127.0.0.1/x", GOOD.p256dh, plain(GOOD.auth)),
        ("https://fcm.googleapis.com:8443/x", GOOD.p256dh, plain(GOOD.auth)),
        ("http://fcm.googleapis.com/x", GOOD.p256dh, plain(GOOD.auth)),
        ("https://push.apple.com.evil/x", GOOD.p256dh, plain(GOOD.auth)),
        ("https://evil.example/.push.apple.com", GOOD.p256dh, plain(GOOD.auth)),
        ("https://evil.example#.push.apple.com", GOOD.p256dh, plain(GOOD.auth)),
        ("https://evil.example\\.push.apple.com/", GOOD.p256dh, plain(GOOD.auth)),
        ("https://[::1].push.apple.com/", GOOD.p256dh, plain(GOOD.auth)),
        ("file:///etc/passwd", GOOD.p256dh, plain(GOOD.auth)),
        ("https://fcm.googleapis.com/" + "x" * 500, GOOD.p256dh, plain(GOOD.auth)),
        ("https://fcm.googleapis.com/x", plain(b"\x04" + bytes(64)), plain(GOOD.auth)),
        ("https://fcm.googleapis.com/x", "", plain(GOOD.auth)),
        ("https://fcm.googleapis.com/x", "æ" * 87, plain(GOOD.auth)),
        ("https://fcm.googleapis.com/x", GOOD.p256dh, plain(b"short")),
        ("", "", ""),
    ],
    ids=[
        "another_address",
        "a_name_that_goes_on",
        "a_name_before_the_address",
        "another_port",
        "not_encrypted",
        "another_ending",
        "the_name_in_the_path",
        "the_name_after_the_hash",
        "a_backslash",
        "an_address_in_brackets",
        "a_file",
        "too_long",
        "a_point_on_no_curve",
        "no_key",
        "letters_no_key_has",
        "too_short_a_secret",
        "nothing",
    ],
)
async def test_what_is_no_subscription_is_refused(
    citizen: Actor, endpoint: str, p256dh: str, auth: str
) -> None:
    with pytest.raises(BadInput):
        await actions.subscribe(citizen, endpoint, p256dh, auth, "x")
    assert await PushSubscription.all().count() == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGuQ",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA",
    ],
)
async def test_the_browsers_people_have_can_subscribe(citizen: Actor, endpoint: str) -> None:
    await actions.subscribe(citizen, endpoint, GOOD.p256dh, plain(GOOD.auth), "x")
    assert await PushSubscription.all().count() == 1
