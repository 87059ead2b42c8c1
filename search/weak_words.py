"""Words that say how something is asked, not what: left out of a query that has others."""

_WORDS = """
a about again against all also although always am an and any are arent as at b be because been
being between both but by c can cant could couldnt d did didnt do does doesnt doing dont during e
each eg either etc ever every few for from further g get gets getting got h had has hasnt have
havent having he hence her here him his how however i ie if im in into is isnt it its ive j just k
l let like m make many may me might more most much must my n need neither never no nor not o of
often on once one only or other others our out over own p per please q quite r rather really s
same several shall she should since so some such t than that thats the their them then there
therefore theres these they theyre this those though through thus till to too toward towards u
until up upon us use v very via w want was wasnt way ways we were werent weve what whatever whats
when where whether which while who whom whose why will with within without wont would x y yet you
your youre z
"""
WEAK = frozenset(_WORDS.split())
