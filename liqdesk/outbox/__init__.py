"""Alerts on their way to chats and webhooks: made into messages, kept, sent at least once, without delaying anything."""
