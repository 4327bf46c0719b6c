"""Who may write, read and remove: the verbs of chat, and the verb each stands for in the room's table.

The predicates are in `hub.rooms.rules`, because a seat is told with its other verbs whether it may write.
"""

MAY: dict[str, str] = {
    "send": "chat",
    "read": "read_chat",
    "remove": "remove_chat",
}
