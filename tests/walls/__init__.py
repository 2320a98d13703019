"""The walls between companies, and between what one person of a company may see and what he may not, as laws.

planting: a neighbour whose every word is marked, and closed records at home. asking: the requests. walking: sends them
and judges the answers. watching: notices a change of what is not one's own. See docs/security.md.
"""
