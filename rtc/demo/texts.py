"""What the demo pages say, Danish first."""

LANGUAGES = ("da", "en")
TEXTS = {
    "title": ("Mediedemo", "Media demo"),
    "other_language": ("English", "Dansk"),
    "other_code": ("en", "da"),
    "skip": ("Gå til indhold", "Skip to content"),
    "home": ("Forside", "Front page"),
    "lead": (
        "Åbn siderne i hver sin fane. Billede og lyd går gennem medieserveren på denne maskine.",
        "Open the pages in a tab each. Picture and sound pass through the media server on this machine.",
    ),
    "send": ("Send billede og lyd", "Send picture and sound"),
    "view": ("Se med", "Watch"),
    "start_send": ("Start kamera og mikrofon", "Start camera and microphone"),
    "start_view": ("Begynd at se med", "Start watching"),
    "stop": ("Stop", "Stop"),
    "own_picture": ("Dit eget billede", "Your own picture"),
    "their_picture": ("Den, der sender", "The one who sends"),
    "idle": ("Ikke forbundet.", "Not connected."),
    "connecting": ("Forbinder …", "Connecting …"),
    "sending": ("Du sender nu.", "You are sending now."),
    "waiting": ("Forbundet. Venter på billede …", "Connected. Waiting for a picture …"),
    "watching": ("Du ser med nu.", "You are watching now."),
    "lost": ("Forbindelsen gik tabt. Prøv igen.", "The connection was lost. Try again."),
    "no_devices": (
        "Browseren fik ikke adgang til kamera og mikrofon. Giv lov i adresselinjen, og prøv igen.",
        "The browser got no camera and microphone. Allow them in the address bar and try again.",
    ),
    "taken": ("Der sender allerede nogen i dette rum.", "Somebody is already sending in this room."),
    "failed": (
        "Serveren svarede ikke som ventet. Prøv igen.",
        "The server did not answer as expected. Try again.",
    ),
    "for_programs": ("Andre programmer kan bruge", "Other programs can use"),
    "details": ("Tal for forbindelsen", "Figures of the connection"),
    "frames": ("billeder i sekundet", "frames a second"),
    "size": ("billedstørrelse", "picture size"),
    "rate": ("kilobit i sekundet", "kilobits a second"),
    "lost_packets": ("tabte pakker", "packets lost"),
}
