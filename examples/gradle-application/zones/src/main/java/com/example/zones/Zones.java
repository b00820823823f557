package com.example.zones;

import java.time.ZoneId;
import org.apache.commons.text.WordUtils;

/** Names the time zone. */
public final class Zones {
    private Zones() {
    }

    public static String current() {
        return WordUtils.capitalize("zone: ") + ZoneId.systemDefault().getId();
    }
}
