package dev.treecast.edge.repair;

/** The round trip to a viewer: what the handshake took at first, then what its reports tell, smoothed. */
public final class RoundTrip {
    /** A report's sample counts a quarter: reports come once a second, and a path that has changed is to be known within a few. */
    private static final int GAIN = 4;

    private long ns;
    private boolean reported;

    /** What the handshake took, ns; counts until the first report, as a handshake holds the viewer's own work as well. */
    public void handshake(long sampleNs) {
        if (!reported && sampleNs > 0) {
            ns = sampleNs;
        }
    }

    /** A sample from a report, ns, 0 or more. */
    public void report(long sampleNs) {
        if (sampleNs >= 0) {
            ns = reported ? ns + (sampleNs - ns) / GAIN : sampleNs;
            reported = true;
        }
    }

    /** Nanoseconds; 0 while unknown. */
    public long ns() {
        return ns;
    }
}
