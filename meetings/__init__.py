"""Nhịp Cầu: online conferences that link many sites, from invitation to the last directive."""
