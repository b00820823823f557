package com.example.shelf.reports;

import com.example.shelf.books.Book;
import java.util.List;

/** What a month of reading amounts to; the service does without it. */
public record Report(List<Book> books) {

    public int evenings() {
        return books.stream().mapToInt(Book::evenings).sum();
    }
}
