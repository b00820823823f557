package com.example.quotes;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The quotes, in the order of the file they were read from. */
public record QuoteBook(List<Quote> all) {

    public static QuoteBook load(String resource) throws IOException {
        var stream = Objects.requireNonNull(QuoteBook.class.getResourceAsStream(resource), resource);
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return new QuoteBook(List.of(new Gson().fromJson(reader, Quote[].class)));
        }
    }

    public List<Quote> by(String author) {
        return all.stream()
                .filter(quote -> quote.author().equalsIgnoreCase(author))
                .toList();
    }
}
