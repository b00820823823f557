package com.example.rates;

import java.math.BigDecimal;
import java.util.Arrays;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class RateController {

    public record Quote(Rate rate, BigDecimal price) {
    }

    @GetMapping("/rate")
    public Quote rate(@RequestParam int grams) {
        return Arrays.stream(Rate.values())
                .filter(rate -> rate.covers(grams))
                .findFirst()
                .map(rate -> new Quote(rate, rate.price()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY));
    }
}
