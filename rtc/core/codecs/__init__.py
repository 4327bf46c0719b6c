"""Payload formats: one file each with what forwarding must read of a packet, and one row each in `formats`.

Nothing here decodes, keeps state or knows who is sent what.
"""
