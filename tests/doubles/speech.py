"""Danish speech in a WAV file, spoken by espeak-ng, which Chromium plays as its microphone."""

import subprocess
from pathlib import Path

TEXT = "Goddag og velkommen til Det Digitale Sundhedscenter. I dag taler vi om motion og hverdag. "
PITCHES = (50, 20, 80, 35, 65, 10, 95, 45)
VOICE_TEXT = "Jeg går en tur hver dag og måler mit blodsukker om morgenen. "


def write_wav(path: Path) -> Path:
    """About twenty seconds, 22,050 Hz mono, 16 bit; loud enough to be heard by a level meter."""
    return _speak(path, "-v", "da", "-s", "150", "-a", "180", TEXT * 3)


def write_voice(path: Path, who: int) -> Path:
    """A few seconds of one person's voice, without a pause; persons differ in pitch and pace."""
    pitch, pace = str(PITCHES[who % len(PITCHES)]), str(150 + 8 * (who % len(PITCHES)))
    return _speak(path, "-v", "da", "-p", pitch, "-s", pace, "-a", "180", "-g", "0", VOICE_TEXT)


def _speak(path: Path, *words: str) -> Path:
    command = ["espeak-ng", "-w", str(path), *words]
    subprocess.run(command, check=True, capture_output=True)
    return path
