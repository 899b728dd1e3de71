"""Bargaining: cases, sides, seats, mandates, meetings, caucuses, proposals, tentative agreements, minutes."""
