"""What the site holds on a person: told to everybody, handed out to them, taken out of the site."""
