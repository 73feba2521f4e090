CREATE TABLE "mail_stop" (
	"digest" "bytea" NOT NULL,
	"topic" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mail_stop_digest_topic_pk" PRIMARY KEY("digest","topic")
);
