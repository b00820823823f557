package com.example.quotes;

public record Quote(String author, String text) {
}
