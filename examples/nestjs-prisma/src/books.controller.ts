import { Controller, Get } from "@nestjs/common";
import { BooksService } from "./books.service.js";

@Controller("books")
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get()
  all(): Promise<{ title: string; lent: boolean }[]> {
    return this.books.all();
  }
}
