package com.example.shelf.books;

/** A book on a shelf. */
public record Book(String title, int pages) {

    /** How many evenings it takes, at forty pages each. */
    public int evenings() {
        return Math.ceilDiv(pages, 40);
    }
}
