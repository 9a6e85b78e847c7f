# Reads an address into a file: the proxies of the environment and the trust store of the system are used.
import sys
import urllib.request

address, path = sys.argv[1:3]
try:
    with urllib.request.urlopen(address, timeout=60) as source, open(path, "wb") as file:
        while piece := source.read(1 << 20):
            file.write(piece)
except OSError as error:
    sys.exit(str(error))
