"""The credits registry (核证自愿减排量注册登记): projects and credits through their life.

Each step is taken by who may, after its working days, or refused as the rules have it; credits are
cancelled for a use, with a certificate, or frozen for an offset.

Its words are in `books.credit_words`, its rules as dated data in `rules.csv` and
`methodologies.csv` (`law`).
"""
