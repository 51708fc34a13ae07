package dev.treecast.bench.tree;

import static dev.treecast.bench.tree.Timeline.MS;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Where nodes and viewers are. Delays come from the distance along the globe. */
enum Region {
    US_EAST(0, 39, -77, 20),
    EU_WEST(1, 51, 0, 15),
    IN_WEST(2, 19, 73, 14),
    SA_EAST(3, -23, -46, 10),
    US_WEST(4, 37, -122, 10),
    EU_CENTRAL(5, 50, 9, 10),
    SG(6, 1, 104, 8),
    JP(7, 36, 140, 7),
    AU(8, -34, 151, 3),
    ZA(9, -26, 28, 3);

    private static final double EARTH_KM = 6_371;

    /** Light in glass makes 200 km a ms; cables are half as long again as the shortest way. */
    private static final double KM_PER_MS = 200 / 1.5;

    private static final long NEAR_NS = MS / 2;
    private static final long FAR_NS = 2 * MS;

    /** From 0. */
    final int index;

    private final double latitude;
    private final double longitude;

    /** Of nodes and viewers, in hundredths where all regions are there. */
    final int share;

    Region(int index, double latitude, double longitude, int share) {
        this.index = index;
        this.latitude = Math.toRadians(latitude);
        this.longitude = Math.toRadians(longitude);
        this.share = share;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** From a node there to a node here. */
    long oneWayNs(Region other) {
        if (this == other) {
            return NEAR_NS;
        }
        double cosine = Math.sin(latitude) * Math.sin(other.latitude)
                + Math.cos(latitude) * Math.cos(other.latitude) * Math.cos(longitude - other.longitude);
        double km = EARTH_KM * Math.acos(Math.clamp(cosine, -1, 1));
        return FAR_NS + (long) (km / KM_PER_MS * MS);
    }

    /** The others, the nearest first. */
    List<Region> byDistance() {
        return Arrays.stream(values())
                .filter(other -> other != this)
                .sorted(Comparator.comparingLong(this::oneWayNs))
                .toList();
    }
}
