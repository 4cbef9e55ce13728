"""How an alert reaches ears and eyes: sounds, the desktop's notifications, the tray, a card in the window."""
