"""Evaluation of enterprises for the title "harmonious labour relations": score sheets, evidence, panels, certificates, early warning."""
