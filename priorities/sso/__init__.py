"""Optional, where SSO=yes: sign-in by an organization's own provider, and second factors. Only this package knows allauth."""
