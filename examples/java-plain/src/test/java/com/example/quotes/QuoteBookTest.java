package com.example.quotes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class QuoteBookTest {

    @Test
    void findsQuotesByAuthor() throws IOException {
        QuoteBook quotes = QuoteBook.load("/quotes.json");

        assertEquals(2, quotes.by("seneca").size());
        assertTrue(quotes.by("nobody").isEmpty());
    }
}
