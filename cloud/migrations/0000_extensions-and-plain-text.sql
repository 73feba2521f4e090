-- Both are trusted extensions: the owner of a database may create them without being a superuser.
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
--> statement-breakpoint
-- Small letters without accents ("Œuvre" is "oeuvre"). unaccent() counts as changeable, since its dictionary
-- could be: ours is not, and an index needs a function that never changes.
CREATE FUNCTION plain_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, given)) $$;
