"""Who writes and sends the letter of invitation: those who manage the conference."""

from meetings.conferences import rules as conferences

can_write = conferences.can_manage
