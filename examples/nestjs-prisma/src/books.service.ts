import { Injectable, type OnModuleInit } from "@nestjs/common";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "@prisma/client";

const url = process.env.DATABASE_URL ?? "file:/tmp/library.db";

@Injectable()
export class BooksService implements OnModuleInit {
  private readonly database = new PrismaClient({ adapter: new PrismaLibSql({ url }) });

  async onModuleInit(): Promise<void> {
    await this.database.$executeRaw`CREATE TABLE IF NOT EXISTS "Book" (
      "id" INTEGER PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL UNIQUE, "lentTo" TEXT)`;
    for (const title of ["Middlemarch", "Kim"]) {
      await this.database.book.upsert({ where: { title }, update: {}, create: { title } });
    }
  }

  async all(): Promise<{ title: string; lent: boolean }[]> {
    const books = await this.database.book.findMany({ orderBy: { title: "asc" } });
    return books.map((book) => ({ title: book.title, lent: book.lentTo !== null }));
  }
}
