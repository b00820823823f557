import { cleanEnv, num, str } from "envalid";

export const env = cleanEnv(process.env, {
  SESSION_SECRET: str({ desc: "signs the cookies" }),
  BERTHS: num({ default: 12 }),
});
