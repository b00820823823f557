import "reflect-metadata";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { BooksController } from "./books.controller.js";
import { BooksService } from "./books.service.js";

@Module({ controllers: [BooksController], providers: [BooksService] })
class AppModule {}

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(process.env.PORT ?? 3333);
