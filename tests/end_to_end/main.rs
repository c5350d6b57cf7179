//! End-to-end tests that are not stories: random work that must converge, random quotes, copied phones,
//! hostile items, real kills, links that die, a real PostgreSQL, and that a story which is not true is found out.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod bucket;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod convergence;
#[cfg(test)]
mod copied;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod due;
#[cfg(test)]
mod encrypted;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod jobfile;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod link;
#[cfg(test)]
mod lost;
#[cfg(test)]
mod migrate;
#[cfg(test)]
mod news;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod paper;
mod photos;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod quotes;
#[cfg(test)]
mod untrue;
#[cfg(test)]
mod upload;
#[cfg(test)]
mod work;
