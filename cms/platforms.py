"""What software runs on, by publiccode.yml's codes."""

PLATFORMS = {
    "web": "Web",
    "windows": "Windows",
    "mac": "macOS",
    "linux": "Linux",
    "ios": "iPhone and iPad",
    "android": "Android",
}
