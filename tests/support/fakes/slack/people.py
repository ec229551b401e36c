"""People with a Slack client: they type commands, mention the app, press what they see, and fill in forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.slack import limits
from fakes.slack.methods_chat import respond
from fakes.slack.methods_rest import _shown
from fakes.slack.world import Channel, Json, Message, User, new_id

if TYPE_CHECKING:
    from fakes.slack.delivery import Delivery
    from fakes.slack.server import FakeSlack


class Person:
    def __init__(self, slack: FakeSlack, user: User) -> None:
        self.slack = slack
        self.user = user
        self.id = user.id
        self.team = user.team

    @property
    def private(self) -> list[Message]:
        """What only this person sees, oldest first."""
        return self.user.ephemerals

    @property
    def im(self) -> Channel:
        return self.team.im_with(self.id)

    @property
    def modal(self) -> Json | None:
        return self.user.modal

    @property
    def home(self) -> Json | None:
        return self.user.home

    # --- commands and words --------------------------------------------------------------------------------------

    async def command(self, name: str, text: str, channel: Channel, **deliver: Any) -> Delivery:
        """A slash command; Slack shows its acknowledgement to this person alone."""
        payload = {
            "token": "verification", "team_id": self.team.id, "team_domain": self.team.name.lower(),
            "channel_id": channel.id, "channel_name": channel.name, "user_id": self.id, "user_name": self.user.name,
            "command": name, "text": text, "api_app_id": self.slack.app_id, "is_enterprise_install": "false",
            "response_url": self.slack.new_response_url(self.team, channel.id, self.id),
            "trigger_id": self.slack.new_trigger(self.id),
        }  # fmt: skip
        delivery = await self.slack.doors.deliver("slash_commands", payload, **deliver)
        if isinstance(delivery.said, dict) and delivery.said.get("text"):
            url = self.slack.response_urls[payload["response_url"].rpartition("/")[2]]
            respond(self.slack, url, delivery.said)
        return delivery

    async def says(self, text: str, channel: Channel, *, thread_ts: str = "", **deliver: Any) -> Delivery | None:
        """A message, as Slack stores it. The app hears of it in its own conversation, or where it is mentioned."""
        said = Message(self.team.new_ts(self.slack.clock()), channel, self.id, text, thread_ts=thread_ts)
        channel.messages.append(said)
        event: Json = {"user": self.id, "text": text, "ts": said.ts, "channel": channel.id, "event_ts": said.ts,
                       "team": self.team.id}  # fmt: skip
        if thread_ts:
            event["thread_ts"] = thread_ts
        if channel.im:
            event |= {"type": "message", "channel_type": "im"}
        elif f"<@{self.team.bot_user}>" in text:
            event["type"] = "app_mention"
        else:
            return None
        return await self.event(event, **deliver)

    async def mentions(self, text: str, channel: Channel, *, thread_ts: str = "", **deliver: Any) -> Delivery | None:
        return await self.says(f"<@{self.team.bot_user}> {text}", channel, thread_ts=thread_ts, **deliver)

    async def event(self, event: Json, **deliver: Any) -> Delivery:
        payload = {
            "token": "verification", "team_id": self.team.id, "api_app_id": self.slack.app_id, "event": event,
            "type": "event_callback", "event_id": new_id("Ev"), "event_time": int(self.slack.clock()),
            "authorizations": [{"enterprise_id": None, "team_id": self.team.id, "user_id": self.team.bot_user,
                                "is_bot": True, "is_enterprise_install": False}],
        }  # fmt: skip
        return await self.slack.doors.deliver("events_api", payload, **deliver)

    async def opens_home(self) -> Delivery:
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.im.id, "tab": "home",
                       "event_ts": self.team.new_ts(self.slack.clock())}  # fmt: skip
        if self.home:
            event["view"] = self.home
        return await self.event(event)

    # --- presses -------------------------------------------------------------------------------------------------

    def _interaction(self, type_: str, **more: Any) -> Json:
        return {
            "type": type_, "token": "verification", "api_app_id": self.slack.app_id, "enterprise": None,
            "is_enterprise_install": False, "team": {"id": self.team.id, "domain": self.team.name.lower()},
            "user": {"id": self.id, "username": self.user.name, "name": self.user.name, "team_id": self.team.id},
            "trigger_id": self.slack.new_trigger(self.id), **more,
        }  # fmt: skip

    async def press(self, message: Message, label: str, *, option: str = "") -> Delivery:
        """Press the button whose label contains `label`, or choose `option` in a select; both must be there."""
        for element in message.elements:
            name = element.get("text", element.get("placeholder", {})).get("text", "")
            if option and element["type"] == "static_select":
                chosen = [each for each in element["options"] if each["text"]["text"] == option]
                if chosen:
                    return await self.act(message, element, selected_option=chosen[0])
            elif not option and element["type"] == "button" and label.lower() in name.lower():
                return await self.act(message, element, value=element.get("value", ""))
        raise AssertionError(f"nothing called {option or label!r} on {message.text!r}: {message.elements}")

    async def act(self, message: Message, element: Json, **value: Any) -> Delivery:
        """Also what no button says: `element` may be forged."""
        where = message.channel
        action = {"action_id": element["action_id"], "block_id": element.get("block_id", "b0"), "type": element["type"],
                  "action_ts": self.team.new_ts(self.slack.clock()), **value}  # fmt: skip
        payload = self._interaction(
            "block_actions",
            container={"type": "message", "message_ts": message.ts, "channel_id": where.id,
                       "is_ephemeral": bool(message.to)},
            channel={"id": where.id, "name": where.name}, state={"values": {}}, actions=[action],
            response_url=self.slack.new_response_url(self.team, where.id, self.id, message),
        )  # fmt: skip
        if not message.to:
            payload["message"] = message.json()
        elif message.thread_ts:
            payload["container"]["thread_ts"] = message.thread_ts
        return await self.slack.doors.deliver("interactive", payload)

    async def press_in_home(self, label: str) -> Delivery:
        assert self.home is not None
        for block in self.home["blocks"]:
            for element in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]:
                if element.get("type") == "button" and label.lower() in element["text"]["text"].lower():
                    stamp = self.team.new_ts(self.slack.clock())
                    action = {"action_id": element["action_id"], "block_id": block["block_id"], "type": "button",
                              "value": element.get("value", ""), "action_ts": stamp}  # fmt: skip
                    return await self.slack.doors.deliver("interactive", self._interaction(
                        "block_actions", view=self.home, container={"type": "view", "view_id": self.home["id"]},
                        actions=[action],
                    ))  # fmt: skip
        raise AssertionError(f"nothing called {label!r} in the home of {self.user.name}")

    async def press_in_modal(self, label: str) -> Delivery:
        """A button of the window that is open; Slack names no channel and gives no response_url."""
        assert self.modal is not None
        for block in self.modal["blocks"]:
            for element in block.get("elements", ()):
                if element.get("type") == "button" and label.lower() in element["text"]["text"].lower():
                    stamp = self.team.new_ts(self.slack.clock())
                    action = {"action_id": element["action_id"], "block_id": block["block_id"], "type": "button",
                              "value": element.get("value", ""), "action_ts": stamp}  # fmt: skip
                    return await self.slack.doors.deliver("interactive", self._interaction(
                        "block_actions", view=self.modal, container={"type": "view", "view_id": self.modal["id"]},
                        actions=[action],
                    ))  # fmt: skip
        raise AssertionError(f"nothing called {label!r} in the window of {self.user.name}: {self.modal['blocks']}")

    # --- shortcuts and forms -------------------------------------------------------------------------------------

    async def shortcut(self, callback_id: str, message: Message) -> Delivery:
        """A message shortcut, from the message's menu."""
        where = message.channel
        return await self.slack.doors.deliver("interactive", self._interaction(
            "message_action", callback_id=callback_id, message=message.json(), message_ts=message.ts,
            action_ts=self.team.new_ts(self.slack.clock()), channel={"id": where.id, "name": where.name},
            response_url=self.slack.new_response_url(self.team, where.id, self.id, message),
        ))  # fmt: skip

    async def submit(self, answers: dict[str, Any], *, view: Json | None = None, **deliver: Any) -> Delivery:
        """Fill in the open form and send it: {block id: text, or the values of the boxes that are ticked}."""
        view = view or self.modal
        assert view is not None, "no form is open"
        values: Json = {}
        for block in view["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            given = answers.get(block["block_id"], element.get("initial_value", ""))
            answer: Json = {"type": element["type"]}
            if element["type"] == "checkboxes":
                answer["selected_options"] = [each for each in element["options"] if each["value"] in (given or ())]
            elif element["type"] == "static_select":
                answer["selected_option"] = next((each for each in element["options"] if each["value"] == given), None)
            elif element["type"] == "conversations_select":
                answer["selected_conversation"] = given or None
            else:
                answer["value"] = given or None
            values[block["block_id"]] = {element["action_id"]: answer}
        sent = {**view, "state": {"values": values}}
        payload = self._interaction("view_submission", view=sent, response_urls=[])
        delivery = await self.slack.doors.deliver("interactive", payload, **deliver)
        if delivery.seconds is not None:
            self._after(delivery.said or {}, view)
        return delivery

    def _after(self, said: Json, view: Json) -> None:
        """What the acknowledgement of a form does with it."""
        action = said.get("response_action")
        if action == "errors":
            known = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            if not said["errors"] or set(said["errors"]) - known:
                self.slack.wrong(f"view_submission: errors of no input: {said['errors']}")
            return
        if action == "update":
            self.slack.wrong(*limits.view(said["view"]))
            self.user.modal = _shown(self.team, said["view"], id=view["id"])
            return
        self.user.modal, self.user.under = self.user.under, None
