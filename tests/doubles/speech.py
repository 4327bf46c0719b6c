"""Danish speech in a WAV file, spoken by espeak-ng, which Chromium plays as its microphone."""

import subprocess
from pathlib import Path

TEXT = "Goddag og velkommen til Det Digitale Sundhedscenter. I dag taler vi om motion og hverdag. "


def write_wav(path: Path) -> Path:
    """About twenty seconds, 22,050 Hz mono, 16 bit; loud enough to be heard by a level meter."""
    command = ["espeak-ng", "-v", "da", "-s", "150", "-a", "180", "-w", str(path), TEXT * 3]
    subprocess.run(command, check=True, capture_output=True)
    return path
