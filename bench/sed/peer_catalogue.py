"""The first calls of fits by galapy-fit's likelihood and sampler with free redshift; prints one JSON object.

usage: peer_catalogue.py VECTORS HOME CALLS SOURCES
"""

import json
import sys
import time

import numpy as np
import peer_galapy
import problems


def main():
    vectors, home, calls, sources = sys.argv[1:]
    call = peer_galapy.likelihood(vectors, home, "redshift")
    import dynesty

    low, high, log = problems.ends_of(vectors, redshift=True)

    def ln_likelihood(x):
        value = call(np.where(log, 10**x, x))
        return value if np.isfinite(value) else -1e300

    start, made = time.process_time(), 0
    for source in range(int(sources)):
        settings = dict(bound="multi", sample="rwalk", walks=50, bootstrap=0, update_interval=0.6, rstate=np.random.default_rng(source))
        sampler = dynesty.DynamicNestedSampler(ln_likelihood, lambda u: low + (high - low) * u, len(low), **settings)
        sampler.run_nested(nlive_init=500, dlogz_init=0.05, maxcall_init=int(calls), maxbatch=0, print_progress=False)
        made += int(np.sum(sampler.results.ncall))
    cpu_s = time.process_time() - start
    print(json.dumps(dict(cpu_s=cpu_s, calls=made, us=1e6 * cpu_s / made)))


if __name__ == "__main__":
    main()
