/** The password behind every vector. */
export const vectorPassword = "Grüße, 葛城 🗝";

/**
 * Written by Django 3.2 (`make_password`), by Python's bcrypt and argon2-cffi as Django calls them, and for scrypt,
 * which Django has since 4.0, by Python's `hashlib.scrypt` as `ScryptPasswordHasher` calls it.
 */
export const vectors = {
  "pbkdf2_sha256 at 216000": "pbkdf2_sha256$216000$o17UdXmpHre1Rv1u5FlYep$CnD5mmNZZWbiu1KzL5LSafO3gnbiEV/Bnfxpt+17REE=",
  "pbkdf2_sha256 at 260000": "pbkdf2_sha256$260000$KTVGpfgODOsY4arg9nsVnt$N7ZMmb9paqN9IfHq9wKbLfo0TuG0ohqlbPFgDTvn1EA=",
  "pbkdf2_sha256 at 600000": "pbkdf2_sha256$600000$72an1GEdWhzh5L8YFWrcYf$oEstuD/XolNFZ4RApBiTSWp0MEHOrBtROFVaMKHIyK4=",
  pbkdf2_sha1: "pbkdf2_sha1$260000$bAS3Y9sp2kWSOPbUepXfmk$1omEshn1g6KJfR+PPAKZ4wzJG3k=",
  bcrypt: "bcrypt$$2b$12$vf6eUDqjKg6cR4ASgtYIh.3xvnVwEJuXkS736fM4z4zYXScq6tm.G",
  "bcrypt $2a$": "bcrypt$$2a$05$2rdguRlsygievijXHVuvjO55dxODBLIJjZK5veWNgc1pfZO/Xxlny",
  "bcrypt $2y$": "bcrypt$$2y$05$ZOAnt1FoY6/EAlY1hiqyA.kgM/wPpT7KGsZO.fGGkFxnzhJkEYCni",
  bcrypt_sha256: "bcrypt_sha256$$2b$12$45p1.A49O5i/l8L2UQirDubtOrnJ48IskD0KlSTmq9j.lB77m9zB.",
  "scrypt as in Django 4":
    "scrypt$16384$wZ3kQm0nT8rXvB5cYd1LgS$8$1$q1VjyJ19amju4my2+lBXVzYl8u7EAJy9TB/DtsgLJAA3/DBjGyppcgZjeQ5Xo8v56un6qFFuIcfDevQfrtejwA==",
  "scrypt as in Django 5":
    "scrypt$16384$wZ3kQm0nT8rXvB5cYd1LgS$8$5$5SxdyVW3qJC/226rgWwL1ZKS4m0STIrAlNQAiKuw3svq9O7vteCDo9fJ2XiU4Np0z4TMH8hyW4bZS21VR1SW+A==",
  "scrypt with 32 MiB":
    "scrypt$32768$wZ3kQm0nT8rXvB5cYd1LgS$8$1$yfroGScS4XffVQz2QeRmZNTSdGvySZ3h6igG7zia+ez1Y7eNQ8B5ZiiENpZEQ9baJJkaxqvkBRMxpdUAxoEUEQ==",
  argon2: "argon2$argon2id$v=19$m=102400,t=2,p=8$cVh2a1lDd1lzOHRHZDVNVnlERklEcQ$1PpcRcn6AoSEu0giRB3q7A",
  argon2i: "argon2$argon2i$v=19$m=65536,t=3,p=4$Wng5Y1ZiOG5NbDdr$+uQqNgqgdxumshUKAFC/GPCU3XyxCp5uDMJq1jd8XNo",
  argon2d: "argon2$argon2d$v=19$m=512,t=1,p=2$Wng5Y1ZiOG5NbDdr$qRSFnZ0WWBZI+UgypsyymQ",
} as const;

/**
 * The first vectors, spelled with base64 whose last digit has bits set that decoders drop: the bytes are the same,
 * the text is not.
 */
export const nonCanonicalVectors = {
  "pbkdf2_sha256 hash": vectors["pbkdf2_sha256 at 216000"].replace("REE=", "REF="),
  "pbkdf2_sha1 hash": vectors.pbkdf2_sha1.replace("G3k=", "G3l="),
  "bcrypt salt": vectors.bcrypt.replace("YIh.3x", "YIh/3x"),
  "bcrypt_sha256 salt": vectors.bcrypt_sha256.replace("irDubt", "irDvbt"),
  "bcrypt_sha256 hash": vectors.bcrypt_sha256.replace("9zB.", "9zB/"),
  "scrypt hash": vectors["scrypt as in Django 4"].replace("jwA==", "jwB=="),
  "argon2 salt": vectors.argon2.replace("EcQ$", "EcR$"),
  "argon2 hash": vectors.argon2.replace("3q7A", "3q7B"),
} as const;
