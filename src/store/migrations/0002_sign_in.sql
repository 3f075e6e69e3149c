-- Users, sessions and credentials, in the shape that better-auth 1.7 reads and writes: its own compileMigrations() gave
-- these tables, in snake_case. The library never migrates anything itself.

create schema auth;

create table auth."user" (
  id text primary key default gen_random_uuid()::text,
  name text not null,
  -- Folded: lower case, without spaces around it.
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  -- Ours. A deactivated user cannot sign in and sees nothing; the grants stay for the day of the return.
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table auth.session (
  id text primary key default gen_random_uuid()::text,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text not null references auth."user" on delete cascade
);
create index session_user_id on auth.session (user_id);

-- One row a user and a way to sign in: a password (provider_id "credential", an argon2id hash), later others.
create table auth.account (
  id text primary key default gen_random_uuid()::text,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth."user" on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index account_user on auth.account (user_id);

create table auth.verification (
  id text primary key default gen_random_uuid()::text,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);

alter table platform.user_grant add constraint user_grant_user
  foreign key (user_id) references auth."user" on delete cascade;
create index user_grant_community on platform.user_grant (community_id);
create index audit_community on platform.audit (community_id, at);
