"""What the engine's soft constraints are called on screen, in both languages, in the order they are told."""

SOFT: dict[str, tuple[str, str]] = {
    "unfilled": ("Møder, som ingen kan tage", "Sessions that nobody can take"),
    "continuity": ("Flere fagpersoner på samme forløb", "Several professionals in one series"),
    "home": ("Timer lånt af en anden kommune", "Hours lent by another municipality"),
    "wish": ("Tider, som nogen helst ville være fri for", "Times somebody would rather be spared"),
    "load": ("Ujævn fordeling mellem fagpersoner", "Uneven shares between professionals"),
    "balance": ("Skæv balance mellem kommuner", "Uneven balance between municipalities"),
    "change": ("Ændringer i det, der er meldt ud", "Changes of what people were told"),
}
