package com.example.rates;

import java.math.BigDecimal;

public enum Rate {

    LETTER(100, "1.10"),
    LARGE_LETTER(750, "2.75"),
    PARCEL(20_000, "7.40");

    private final int maxGrams;
    private final BigDecimal price;

    Rate(int maxGrams, String price) {
        this.maxGrams = maxGrams;
        this.price = new BigDecimal(price);
    }

    public boolean covers(int grams) {
        return grams > 0 && grams <= maxGrams;
    }

    public BigDecimal price() {
        return price;
    }
}
