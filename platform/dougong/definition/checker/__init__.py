"""Whether a module makes sense: references, types, states, rights, translations, unused parts."""
