package com.example.parcels;

import com.example.pricing.PriceList;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class ParcelsApplication {

    private final PriceList prices = new PriceList();

    public static void main(String[] args) {
        SpringApplication.run(ParcelsApplication.class, args);
    }

    @GetMapping("/price")
    public Price price(@RequestParam int grams) {
        return new Price(grams, prices.cents(grams));
    }

    public record Price(int grams, int cents) {}
}
