"""The live room of a session: seats, admission, stage, hands, polls, slides, attendance."""
