package com.example.shelf;

import com.example.shelf.books.Book;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class ShelfApplication {

    public static void main(String[] args) {
        SpringApplication.run(ShelfApplication.class, args);
    }

    @GetMapping("/evenings")
    public Map<String, Object> evenings(@RequestParam String title, @RequestParam int pages) {
        Book book = new Book(title, pages);
        return Map.of("title", book.title(), "evenings", book.evenings());
    }
}
